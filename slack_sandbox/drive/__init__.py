"""What people do in the stand-in: write, click, submit, run commands."""
