"""Whisper at work is watched: it can be stopped, and tells how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import whisper

__all__ = ["watched"]


@contextmanager
def watched(
    model: whisper.Whisper,
    check: Callable[[], None],
    tell: Callable[[float], None],
    expected_tokens: float,
) -> Iterator[None]:
    """Call back while the model works: its first half is encoding, its second the tokens."""
    n_blocks = n_tokens = 0

    def count_block(*_: object) -> None:
        nonlocal n_blocks
        tell(0.5 * n_blocks / len(blocks))
        n_blocks += 1

    def count_token(*_: object) -> None:
        nonlocal n_tokens
        tell(min(0.5 + 0.5 * n_tokens / expected_tokens, 0.99))
        n_tokens += 1

    blocks = model.encoder.encoder.blocks
    leaves = [module for module in model.modules() if not any(module.children())]
    hooks = [leaf.register_forward_pre_hook(lambda *_: check()) for leaf in leaves]
    hooks += [block.register_forward_pre_hook(count_block) for block in blocks]
    hooks.append(model.decoder.ln.register_forward_pre_hook(count_token))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
