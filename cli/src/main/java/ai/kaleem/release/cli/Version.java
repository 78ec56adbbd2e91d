package ai.kaleem.release.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** As the jar says. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "kaleem-release %s"
                    .formatted(Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                            .orElse("(not packaged)"))
        };
    }
}
