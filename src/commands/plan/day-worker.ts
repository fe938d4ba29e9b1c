import { simulateDay } from "./through-day/simulate-day.ts";
import { answerOrders } from "./window-thread.ts";

// A thread that simulates one whole day after another.

answerOrders(simulateDay);
