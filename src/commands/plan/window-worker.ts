import { simulateWindow } from "./simulate-window.ts";
import { answerOrders } from "./window-thread.ts";

// A thread that simulates one window after another, each from the options that it is given.

answerOrders(simulateWindow);
