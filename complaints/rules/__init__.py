"""What the complaints regulations and the local protocols decide. Pure: days and plain values in, answers out."""
