"""Takes, of several ways to go on, the one that sounds most like music and like what is asked."""
