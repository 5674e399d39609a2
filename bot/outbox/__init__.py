"""How anything leaves: a call is written down, guarded, drawn, made and settled."""
