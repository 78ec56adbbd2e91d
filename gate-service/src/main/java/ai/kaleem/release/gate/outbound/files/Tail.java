package ai.kaleem.release.gate.outbound.files;

/** Remembers the newest bytes. */
final class Tail {

    private final byte[] ring;
    private long written;

    Tail(int size) {
        this.ring = new byte[size];
    }

    void add(byte[] bytes, int offset, int length) {
        var from = Math.max(0, length - ring.length);
        for (int i = from; i < length; ) {
            var at = (int) ((written + i) % ring.length);
            var part = Math.min(length - i, ring.length - at);
            System.arraycopy(bytes, offset + i, ring, at, part);
            i += part;
        }
        written += length;
    }

    /** In the order they came. */
    byte[] bytes() {
        var size = (int) Math.min(written, ring.length);
        var all = new byte[size];
        var start = (int) ((written - size) % ring.length);
        var first = Math.min(size, ring.length - start);
        System.arraycopy(ring, start, all, 0, first);
        System.arraycopy(ring, 0, all, first, size - first);
        return all;
    }
}
