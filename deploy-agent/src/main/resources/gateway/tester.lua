-- Whether the request says, in the header or cookie that proc.tester_name names, that it comes from a tester.
core.register_fetches("tester", function(txn)
    local name = txn:get_var("proc.tester_name")
    local said
    if txn:get_var("proc.tester") == "header" then
        said = txn.f:req_hdr(name)
    else
        said = txn.f:req_cook(name)
    end
    return said ~= nil and said == txn:get_var("proc.tester_value")
end)
