/** Other libraries that compute the same steps, for comparison: compiled and fetched in the Maven profile "peers" only. */
package dev.noether.bench.peers;
