"""The loopback model server and the parts that talk to it, shared by all tests of Claude."""

from tests.fakes.claude import brief, claude, client, heard, model_server, server, settings, tally, waits

__all__ = ["brief", "claude", "client", "heard", "model_server", "server", "settings", "tally", "waits"]
