/** The note on the latency of a closed loop, which a reader must know first. */
export const CLOSED_LOOP_NOTE =
  "The server's slowness slows the load, so response time is service time here, and its percentiles say nothing " +
  "about what users of an open system would wait.";
