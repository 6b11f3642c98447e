#!/bin/sh
# 100,000 small members in one tar.gz: time of gzip -dc alone, of the archive
# step (members of a kind nobody reads: inflated, hashed, counted), of reading
# the same members as documents; peak memory of parent and worker.
#   archive.sh BIN_DIR [MEMBERS]
set -eu
bin=$1 members=${2:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 - "$members" <<'P'
import sys, tarfile, io, random
random.seed(1)
words = ("loi décret article code santé logement travail commune ministre "
         "projet question réponse alinéa texte droit public service").split()
def write(name, ext):
    with tarfile.open(name, "w:gz", compresslevel=6) as tar:
        for i in range(int(sys.argv[1])):
            text = "Note %d\n\n" % i + " ".join(
                random.choice(words) + str(random.randrange(1000))
                for _ in range(170))
            data = text.encode()
            info = tarfile.TarInfo("legi/%03d/a%06d.%s" % (i % 500, i, ext))
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
write("text.tar.gz", "txt")
random.seed(1)
write("binary.tar.gz", "bin")
P
# seconds COMMAND...: wall time, and the peak memory of its processes
seconds() {
    python3 - "$@" <<'P'
import sys, time, subprocess, os, threading
start = time.time(); peak = {}
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL,
                     stderr=subprocess.PIPE)
def look(pid, role):
    try:
        for line in open("/proc/%d/status" % pid):
            if line.startswith("VmHWM"):
                peak[role] = max(peak.get(role, 0), int(line.split()[1]))
    except OSError: pass
def watch():
    while p.poll() is None:
        look(p.pid, "parent")
        try:
            for c in open("/proc/%d/task/%d/children" % (p.pid, p.pid)).read().split():
                look(int(c), "worker")
        except OSError: pass
        time.sleep(0.02)
t = threading.Thread(target=watch); t.start()
err = p.stderr.read().decode(); p.wait(); t.join()
print("%6.2f s  %s  %s" % (time.time() - start, " ".join(
    "%s %.1f MiB" % (k, v / 1024) for k, v in peak.items()),
    err.strip().split("\n")[-1]))
P
}
for round in 1 2 3; do
    echo "gzip -dc:      $(seconds gzip -dc binary.tar.gz)"
    echo "names only:    $(seconds "$bin/liasse-ingest" --jobs 1 --exclude '*.bin' -n binary.tar.gz)"
    echo "members read:  $(seconds "$bin/liasse-ingest" --jobs 1 -n binary.tar.gz)"
done
echo "as documents:  $(seconds "$bin/liasse-ingest" --jobs 1 -n text.tar.gz)"
echo "into a store:  $(seconds "$bin/liasse-ingest" --jobs 1 -i index text.tar.gz)"
