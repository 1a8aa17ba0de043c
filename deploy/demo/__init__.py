"""The demonstration: invented partners and people (YAML beside this) around the sample extracts."""
