"""The permission matrix: role, state of the part, act and section. The policies fill it; pages and API prove each cell."""
