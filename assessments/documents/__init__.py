"""Documents of one version of the assessment: what they hold, how they read on paper, and which copies were given."""
