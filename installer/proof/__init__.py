"""What the built program is tried with under Wine: installing, its own check, tests, upgrade, uninstalling."""
