"""The original script's training on TensorFlow, as far as its speed goes.

    python benchmarks/rbm_tensorflow.py SONGS.npz

Run by `rbm_speed` in a Python that has TensorFlow; prints processor seconds an epoch, one thread.
"""

from __future__ import annotations

import statistics
import sys
import time

import numpy as np
import tensorflow.compat.v1 as tf  # type: ignore[import-not-found]  # not among what we need

N_HIDDEN, RATE = 50, 0.005


def sample(chances: tf.Tensor) -> tf.Tensor:
    """Draw units."""
    return tf.floor(chances + tf.random_uniform(tf.shape(chances), 0, 1))


def update_of(n_visible: int) -> tuple[tf.Tensor, list[tf.Tensor]]:
    """Build the graph of one step of CD-1; give its input and its assignments."""
    x = tf.placeholder(tf.float32, [None, n_visible])
    weight = tf.Variable(tf.random_normal([n_visible, N_HIDDEN], 0.01))
    visible_bias = tf.Variable(tf.zeros([1, n_visible]))
    hidden_bias = tf.Variable(tf.zeros([1, N_HIDDEN]))

    def hidden_of(visible: tf.Tensor) -> tf.Tensor:
        return sample(tf.sigmoid(tf.matmul(visible, weight) + hidden_bias))

    # the original walks its one step in a loop of the graph
    def step(count: tf.Tensor, limit: tf.Tensor, visible: tf.Tensor) -> tuple[tf.Tensor, ...]:
        hidden = hidden_of(visible)
        back = sample(tf.sigmoid(tf.matmul(hidden, tf.transpose(weight)) + visible_bias))
        return count + 1, limit, back

    start = [tf.constant(0), tf.constant(1), x]
    dream = tf.stop_gradient(tf.while_loop(lambda i, n, *_: tf.less(i, n), step, start)[2])
    h, h_dream = hidden_of(x), hidden_of(dream)
    share = tf.constant(RATE) / tf.cast(tf.shape(x)[0], tf.float32)
    pull = tf.matmul(tf.transpose(x), h) - tf.matmul(tf.transpose(dream), h_dream)
    return x, [
        weight.assign_add(share * pull),
        visible_bias.assign_add(share * tf.reduce_sum(x - dream, 0, keepdims=True)),
        hidden_bias.assign_add(share * tf.reduce_sum(h - h_dream, 0, keepdims=True)),
    ]


def main() -> None:
    """Train a few epochs and print the median of their times."""
    tf.disable_v2_behavior()
    songs = list(np.load(sys.argv[1]).values())
    x, update = update_of(songs[0].shape[1])
    threads = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    times = []
    with tf.Session(config=threads) as session:
        session.run(tf.global_variables_initializer())
        for _ in range(8):
            began = time.process_time()
            for song in songs:
                for first in range(1, len(song), 100):
                    session.run(update, feed_dict={x: song[first : first + 100]})
            times.append(time.process_time() - began)
    print(statistics.median(times[1:]))


if __name__ == "__main__":
    main()
