"""The neutral intermediate representation: frozen models, JSON and YAML round trip, no engine words."""
