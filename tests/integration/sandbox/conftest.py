from tests.sandbox import sandbox, start_sandbox, workspace  # noqa: F401 - pytest finds fixtures by their names here
