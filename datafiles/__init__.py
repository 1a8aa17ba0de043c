"""Files of data that people write: read so that every fault is told with its file and line. Knows no case words."""
