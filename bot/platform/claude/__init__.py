"""Claude behind the ports: one client, one error map, prices as data; `build.open_claude` puts it together."""
