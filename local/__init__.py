"""The same product on one machine: emulator, sandbox chat, demo college."""
