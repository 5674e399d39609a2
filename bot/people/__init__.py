"""Who is who and where: the desk, channels, people, and who may act."""
