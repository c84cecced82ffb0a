#!/bin/sh
# BusyBox's one program, by those of this machine: it is told which one to be (https://busybox.net/downloads/BusyBox.html).
exec "$@"
