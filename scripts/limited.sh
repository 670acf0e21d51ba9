#!/bin/sh
# limited.sh PROGRAM [ARGUMENT...]
#
# Runs a test program with at most 10 seconds of the processor and 8 GB: a change may make a loop endless. The clock on the
# wall is no measure, since a busy machine is slow. For the options of Rust's test programs that are not stable.
ulimit -t 10
ulimit -v 8000000
RUSTC_BOOTSTRAP=1 exec "$@"
