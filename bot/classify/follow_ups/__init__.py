"""What a message says of the one before it: that the answer did not help, that none is needed, that it is the same."""
