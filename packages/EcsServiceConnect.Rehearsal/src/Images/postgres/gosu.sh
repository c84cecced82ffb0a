#!/bin/sh
# gosu USER COMMAND...: the command as the image's one user, whatever it is called (https://github.com/tianon/gosu).
shift
# A user namespace with root alone has no 999 to become: root is called 999 in another one.
setpriv --reuid=999 --clear-groups true 2>/dev/null || exec unshare --user --map-user=999 --map-group=999 "$@"
exec setpriv --reuid=999 --regid=999 --clear-groups "$@"
