package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.plan.Fault;

/** A part of the request's line or headers has not the form it must have. */
final class BadRequest extends RuntimeException {

    private final transient Fault fault;

    BadRequest(String where, String message, String fix) {
        super("%s: %s; %s".formatted(where, message, fix));
        this.fault = new Fault(where, message, fix);
    }

    Fault fault() {
        return fault;
    }
}
