"""The articles and the policy that ship with Earnest, read as files."""
