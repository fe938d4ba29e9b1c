import type { AddressInfo } from "node:net";
import { createNullServer } from "./null-server.ts";

/** Entry of the process that `startNullServer` starts: tells its port, and ends with the channel to its parent. */
const server = createNullServer();
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
// Only the channel keeps this process alive: however the parent ends, nothing is left behind.
server.unref();
server.on("connection", (socket) => socket.unref());
process.channel?.ref();
