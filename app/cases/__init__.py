"""支援: episodes of the four 業務, stages, 支援経過."""
