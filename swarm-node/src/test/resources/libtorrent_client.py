"""A stock libtorrent session for the tests: downloads one torrent, then seeds it until SIGTERM.

usage: libtorrent_client.py TORRENT SAVE_DIR LISTEN_ADDRESS:PORT

Prints what its user would see: a line for every tracker, web seed and state alert.
"""

import signal
import sys
import threading

import libtorrent as lt

torrent, save_dir, listen = sys.argv[1:4]
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
session = lt.session({
    "listen_interfaces": listen,
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "alert_mask": lt.alert.category_t.tracker_notification
    | lt.alert.category_t.status_notification
    | lt.alert.category_t.error_notification,
})
handle = session.add_torrent({"ti": lt.torrent_info(torrent), "save_path": save_dir})
while not stop.wait(0.1):
    for alert in session.pop_alerts():
        print(alert.message().replace("\n", " "), flush=True)
session.remove_torrent(handle)
stop.clear()
stop.wait(0.5)  # the announce of `stopped` leaves
