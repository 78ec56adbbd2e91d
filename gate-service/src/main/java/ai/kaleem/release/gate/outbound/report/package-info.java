/** What programs leave for a verdict, in the formats of their tools. Everything read here was written by somebody else. */
@NullMarked
package ai.kaleem.release.gate.outbound.report;

import org.jspecify.annotations.NullMarked;
