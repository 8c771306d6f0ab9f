from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.errors import ResourceError
from engine.speech.ctranslate2 import read_variables, whisper_dimensions, whisper_state


def test_every_variable_is_read_as_it_was_written(variables: Any, packed: bytes) -> None:
    found = read_variables(packed)
    assert list(found) == list(variables)
    for name, array in variables.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("decoder.token_embedding.weight", "decoder/embeddings/weight"),
        ("decoder.positional_embedding", "decoder/position_encodings/encodings"),
        ("encoder.positional_embedding", "encoder/position_encodings/encodings"),
        ("encoder.conv2.bias", "encoder/conv2/bias"),
        ("encoder.ln_post.weight", "encoder/layer_norm/gamma"),
        ("decoder.ln.bias", "decoder/layer_norm/beta"),
        ("encoder.blocks.1.attn.out.weight", "encoder/layer_1/self_attention/linear_1/weight"),
        ("encoder.blocks.0.mlp.2.weight", "encoder/layer_0/ffn/linear_1/weight"),
        ("encoder.blocks.0.mlp_ln.bias", "encoder/layer_0/ffn/layer_norm/beta"),
        ("decoder.blocks.1.attn_ln.weight", "decoder/layer_1/self_attention/layer_norm/gamma"),
        ("decoder.blocks.1.cross_attn.query.bias", "decoder/layer_1/attention/linear_0/bias"),
        ("decoder.blocks.1.cross_attn.out.weight", "decoder/layer_1/attention/linear_2/weight"),
        ("decoder.blocks.0.cross_attn_ln.bias", "decoder/layer_0/attention/layer_norm/beta"),
    ],
)
def test_tensors_are_renamed_not_changed(variables: Any, ours: str, theirs: str) -> None:
    np.testing.assert_array_equal(whisper_state(variables)[ours], variables[theirs])


def test_query_key_and_value_are_parted(variables: Any) -> None:
    state = whisper_state(variables)
    stacked = variables["encoder/layer_0/self_attention/linear_0/weight"]
    for place, name in enumerate(("query", "key", "value")):
        part = stacked[64 * place : 64 * (place + 1)]
        np.testing.assert_array_equal(state[f"encoder.blocks.0.attn.{name}.weight"], part)
    crossed = variables["decoder/layer_1/attention/linear_1/bias"]
    np.testing.assert_array_equal(state["decoder.blocks.1.cross_attn.value.bias"], crossed[64:])


def test_keys_have_no_bias(variables: Any) -> None:
    assert not [name for name in whisper_state(variables) if name.endswith("key.bias")]


def test_the_dimensions_are_read_off_the_tensors(variables: Any) -> None:
    assert whisper_dimensions(whisper_state(variables)) == {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": 64,
        "n_audio_head": 1,
        "n_audio_layer": 2,
        "n_vocab": 51_865,
        "n_text_ctx": 448,
        "n_text_state": 64,
        "n_text_head": 1,
        "n_text_layer": 2,
    }


@pytest.mark.parametrize("content", [b"", b"\x06\x00", b"\x05\x00\x00\x00" + b"x" * 99])
def test_another_file_is_refused(content: bytes) -> None:
    with pytest.raises(ResourceError, match="CTranslate2"):
        read_variables(content)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_breaks_off_is_refused(packed: bytes, share: float) -> None:
    with pytest.raises(ResourceError, match="damaged"):
        read_variables(packed[: int(share * len(packed))])
