"""期限: what is ahead and why (first version: releases, custody ends, long silence)."""
