"""The places of the window, one module or package each."""
