"""同意: whom the person lets know what, and on what basis anything was handed on."""
