"""`bench`: what Earnest promises about crashes, acknowledgements and speed, measured."""
