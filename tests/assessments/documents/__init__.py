"""Documents: what they hold, who may print them, how they look on paper, and the copies that were given."""
