-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT,
    "created" DATETIME NOT NULL,
    "accepted" DATETIME,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "disabled" DATETIME,
    "reason" TEXT
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "webhookId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "due" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "taken" DATETIME,
    "status" INTEGER,
    "created" DATETIME NOT NULL,
    "ended" DATETIME
);

-- CreateIndex
CREATE INDEX "webhook_delivery_waiting_idx" ON "webhook_delivery"("due", "id") WHERE state = 'queued';

-- CreateIndex
CREATE INDEX "webhook_delivery_webhookId_id_idx" ON "webhook_delivery"("webhookId", "id");
