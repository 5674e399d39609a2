"""Vector engines and the sparse encoder: Qdrant Edge in process, or a Qdrant server."""
