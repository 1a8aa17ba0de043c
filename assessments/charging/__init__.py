"""What is charged and what is free: the classes as data, the rule, the council's decisions."""
