package ai.kaleem.release.gate.outbound.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: those the JDK knows, or those of a file. */
final class Trust {

    private Trust() {}

    /** @param caFile of the secrets' folder, PEM; null for whom the JDK knows */
    static SSLContext of(@Nullable String caFile, Secrets secrets) {
        try {
            if (caFile == null) {
                return SSLContext.getDefault();
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var pem = secrets.open("caFile", caFile).getBytes(StandardCharsets.UTF_8);
            var number = 0;
            for (var one :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("ca-%d".formatted(number++), one);
            }
            if (number == 0) {
                throw new CertificateException("there is no certificate in it");
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (CertificateException e) {
            throw new OurFault("caFile '%s' has no certificates in PEM: %s".formatted(caFile, e.getMessage()));
        } catch (GeneralSecurityException | IOException e) {
            throw new OurFault("TLS cannot be set up: %s".formatted(e));
        }
    }
}
