package ai.kaleem.release.gate.source;

/** Registries of images. */
public interface Images {

    /** Asks the image's registry which digest its tag, or the digest it is pinned to, means now. Never for a local image. */
    Resolution resolve(ImageName image) throws InterruptedException;

    sealed interface Resolution {

        /** @param digest {@code sha256:<64 hex>} */
        record Resolved(String digest) implements Resolution {}

        /** There is no such image. */
        record Absent(String reason) implements Resolution {}

        /**
         * We could not find out.
         *
         * @param lasting whether trying again is of no use, since credentials are missing
         */
        record Unreachable(String reason, boolean lasting) implements Resolution {}
    }
}
