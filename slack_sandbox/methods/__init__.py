"""The Web API, one file a family; `registry.py` joins them."""
