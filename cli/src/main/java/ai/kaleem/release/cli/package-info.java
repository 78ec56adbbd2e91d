/** The command line: what the API can, for people and for pipelines. */
@NullMarked
package ai.kaleem.release.cli;

import org.jspecify.annotations.NullMarked;
