/** Messages nobody could take, kept until a person looks at them and sends them on. */
@NullMarked
package ai.kaleem.release.api.parking;

import org.jspecify.annotations.NullMarked;
