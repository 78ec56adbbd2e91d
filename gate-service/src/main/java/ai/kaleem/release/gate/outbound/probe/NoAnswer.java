package ai.kaleem.release.gate.outbound.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;

/** Why there was no answer, in words for whoever runs the product. */
final class NoAnswer {

    private NoAnswer() {}

    static String why(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnresolvedAddressException it -> {
                    return "no such host";
                }
                case UnknownHostException it -> {
                    return "no such host";
                }
                case CertificateExpiredException it -> {
                    return "no TLS: the certificate is past its end: %s".formatted(it.getMessage());
                }
                case CertPathBuilderException it -> {
                    return "no TLS: nobody we trust signed the certificate; name who did in caFile";
                }
                default -> {}
            }
        }
        return switch (failure) {
            case ConnectException it -> "no connection";
            case HttpConnectTimeoutException it -> "no connection";
            case HttpTimeoutException it -> "no answer in time";
            case SocketTimeoutException it -> "no connection in time";
            case SSLException it -> "no TLS: %s".formatted(it.getMessage());
            case EOFException it -> "the connection was closed without an answer";
            default -> "no answer: %s".formatted(failure.getMessage() == null ? failure : failure.getMessage());
        };
    }
}
