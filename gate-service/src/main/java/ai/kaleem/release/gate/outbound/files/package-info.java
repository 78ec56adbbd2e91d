/** The data folder of one gate-service: logs and the folders of runs. */
@NullMarked
package ai.kaleem.release.gate.outbound.files;

import org.jspecify.annotations.NullMarked;
