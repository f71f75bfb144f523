"""Pictures of every screen: `python -m app.ui.pictures DATA OUT LEDGER END`."""
