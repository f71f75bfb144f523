"""Windows on Linux: a Windows Python and a Wine prefix, made of packages. For proof, not for shipping."""
