-- Holds a request, of a new or a kept-alive connection, while proc.hold is 1; after proc.hold_limit seconds it is told to
-- come back in one. The frontend's maxconn must never be used for this: kept-alive requests would pass.
core.register_action("hold", { "http-req" }, function(txn)
    local limit = tonumber(txn:get_var("proc.hold_limit")) or 30
    local began = core.now().sec
    while txn:get_var("proc.hold") == "1" do
        if core.now().sec - began >= limit then
            local reply = txn:reply({ status = 503, reason = "Service Unavailable" })
            reply:add_header("Retry-After", "1")
            reply:add_header("Content-Type", "text/plain; charset=utf-8")
            reply:set_body("The service pauses for a moment; try again.\n")
            txn:done(reply)
            return
        end
        core.msleep(20)
    end
end)
