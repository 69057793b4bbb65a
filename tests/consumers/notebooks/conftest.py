"""A Jupyter server with rooms, as the plugins of these packages make it for their own tests."""

pytest_plugins = [
    "jupyter_server.pytest_plugin",
    "jupyter_server_fileid.pytest_plugin",
    "jupyter_server_ydoc.pytest_plugin",
]
